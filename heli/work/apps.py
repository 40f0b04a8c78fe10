"""The work room: registers the matters that a task makes, and who may attach files to it."""

from heli.kernel.clock import workdays
from heli.kernel.resources import register_resource
from heli.kernel.room import Room
from heli.kernel.shell import Place, register_place


class WorkRoom(Room):
    name = "heli.work"
    label = "work"

    def register(self) -> None:
        from heli.collaborations.facts import provide_task_facts
        from heli.documents.attachable import register_attachable
        from heli.documents.receiving import register_receiver
        from heli.matters.kinds import MatterKind, register_matter_kind
        from heli.work import reading
        from heli.work.attaching import handed_in, may_attach
        from heli.work.queries import task_facts

        register_matter_kind(MatterKind("task.do", "任务", "办理", workdays(2), sign=True, page=lambda line: line.about_url))
        register_matter_kind(MatterKind("task.accept", "任务", "验收", workdays(3), page=lambda line: line.about_url))
        register_attachable("task", may_attach, handed_in)
        register_receiver("task-deed")
        provide_task_facts("work", task_facts)
        register_resource("work.tasks", "一个协作事项的任务", reading.read_tasks)
        register_resource("work.mine", "我的任务", reading.read_mine)
        register_place(Place("tasks", "我的任务", "任务", "checklist", "my-tasks", ("officer", "coord"), 30))
