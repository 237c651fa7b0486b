# The way of a version: docs/delivery.md.
.PHONY: release check-tag promote go-tools

release: ## Is this commit what a tag needs?  V=1.2.3 makes the commit and the tag, and pushes nothing
	@MAKE="$(MAKE)" tools/release $(V)

check-tag: # for the pipeline: is TAG the version of a commit of main?
	@tools/release --tag $(TAG)

# The images are those of build/publish/digests, where there are some; other
# settings are the environment's.
promote: ## Brings VERSION to staging and to production, each under a watch (TO=staging, FROM=production)
	@PROMOTE_DIGEST="$${PROMOTE_DIGEST-$$(grep -sE '^(fcgi|web|postgres)=' \
	  build/publish/digests | tr '\n' ' ')}" \
	  PROMOTE_REGISTRY="$${PROMOTE_REGISTRY-$(REGISTRY)}" \
	  PROMOTE_CHART="$${PROMOTE_CHART-$(if $(REGISTRY),oci://$(REGISTRY)/foyer,helm/foyer)}" \
	  tools/promote "$$(cat VERSION)" $(FROM:%=--from %) $(TO:%=--to %)

go-tools: # builds NAMES="helm4 kubectl" into KUBE_TOOLS, build/tools unless told
	@tools/go-tools "$(or $(KUBE_TOOLS),build/tools)" $(NAMES)
