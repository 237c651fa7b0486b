from samples import Sample

SAMPLES = {
    "greeting_get": Sample(),
    "greeting_set": Sample(body="Friends"),
    "greeting_now": Sample(),
    "greeting_history": Sample(),
}
