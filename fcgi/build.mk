# The program: build/foyer from fcgi/*.c, fcgi/api/*.c and sql/*.sql.
# B is where it is built, so that a sanitizer's build stands beside the plain
# one: make B=build/asan SANITIZE=address,undefined build/asan/foyer
# DEBUG=1 overwrites what a request leaves behind, so that a late use shows;
# V=1 shows each command in full.
B ?= build
ifeq ($(origin CC),default) # make's own is cc, so that ?= would not do
CC = gcc
endif
PG_INCLUDE = $(shell pg_config --includedir 2>/dev/null)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wundef -Wvla -Wformat=2 \
	-Wcast-qual -Wno-missing-field-initializers $(if $(CI),-Werror)
# $(call accepted,FLAG...): those that the compiler knows for its machine.
accepted = $(foreach flag,$(1),$(shell $(CC) -Werror $(flag) -x c -c \
	-o /dev/null /dev/null 2>/dev/null && echo $(flag)))
HARDEN := -fPIE -fstack-protector-strong -fstack-clash-protection \
	-D_FORTIFY_SOURCE=3 $(call accepted,-fcf-protection \
	-mbranch-protection=standard -ftrivial-auto-var-init=zero)
ifdef SANITIZE
HARDEN := -fPIE -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -DSANITIZED
endif
CFLAGS ?= -O2 -g
FOYER_CFLAGS = -std=gnu17 $(WARN) $(HARDEN) -pthread -D_GNU_SOURCE -Ifcgi \
	-include fcgi/banned.h $(if $(DEBUG),-DDEBUG) \
	$(addprefix -I,$(PG_INCLUDE)) $(CFLAGS)
FOYER_LDFLAGS = -pie -Wl,-z,relro,-z,now -pthread \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
FOYER_LIBS = -lfcgi -lpq -ljson-c -lsodium -lcurl

# $(call brief,WORD): what stands before a command, the file instead of it.
brief = $(if $(V),,@printf '  %-5s %s\n' $(1) $@;)

FCGI_SRC := $(wildcard fcgi/*.c) $(wildcard fcgi/api/*.c)
FCGI_OBJ := $(FCGI_SRC:%.c=$(B)/%.o) $(B)/sql.o $(B)/resources.o \
	$(B)/version.o $(B)/migrations.o $(B)/seeds.o
# What the unit tests link: everything but main().
FCGI_LIB_OBJ := $(filter-out $(B)/fcgi/main.o,$(FCGI_OBJ))

$(B)/foyer: $(FCGI_OBJ)
	$(call brief,LD)$(CC) $(FOYER_LDFLAGS) -o $@ $(FCGI_OBJ) $(FOYER_LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call brief,CC)$(CC) $(FOYER_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: $(B)/%.c
	$(call brief,CC)$(CC) $(FOYER_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/sql.c: tools/embed-sql $(wildcard sql/*.sql)
	@mkdir -p $(@D)
	$(call brief,SQL)tools/embed-sql $(wildcard sql/*.sql) </dev/null >$@

MIGRATIONS := $(sort $(wildcard sql/migrations/*.sql))
$(B)/migrations.c: tools/embed-files $(MIGRATIONS)
	@mkdir -p $(@D)
	$(call brief,SQL)tools/embed-files migrations $(MIGRATIONS) >$@

SEEDS := $(sort $(wildcard sql/seed/*.sql))
$(B)/seeds.c: tools/embed-files $(SEEDS)
	@mkdir -p $(@D)
	$(call brief,SQL)tools/embed-files seeds $(SEEDS) >$@

$(B)/version.c: VERSION fcgi/build.mk
	@mkdir -p $(@D)
	@printf '#include "commands.h"\nconst char version[] = "%s";\n' \
		"$$(cat VERSION)" >$@

$(B)/resources.c: tools/list-resources $(wildcard fcgi/api/*.c)
	@mkdir -p $(@D)
	$(call brief,LIST)tools/list-resources $(wildcard fcgi/api/*.c) >$@

-include $(FCGI_OBJ:.o=.d)
