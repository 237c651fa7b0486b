from samples import Sample

SAMPLES = {
    "config_get": Sample(),
    "health_live": Sample(),
    "health_ready": Sample(),
}
