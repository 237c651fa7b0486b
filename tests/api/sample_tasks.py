from samples import Sample


def task(member):
    return {"id": member.task()["id"]}


def deleted_task(member):
    path = task(member)
    assert member.api.delete(f"/api/tasks/{path['id']}").status == 204
    return path


SAMPLES = {
    "tasks_list": Sample(),
    "tasks_create": Sample(body={"name": "made"}),
    "tasks_changes": Sample(),
    "tasks_get": Sample(path=task),
    "tasks_update": Sample(path=task, body={"name": "changed"}),
    "tasks_delete": Sample(path=task),
    "tasks_restore": Sample(path=deleted_task),
}
