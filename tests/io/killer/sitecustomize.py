"""For tests, in their workers: a document that says so ends the process, as a crash would; one that
names a folder does so only the first time, and makes the folder."""

import os
import signal
import sys
from importlib.machinery import PathFinder


def _deadly(source):
    if source == "kill -9\n":
        return True
    if not source.startswith("kill once "):
        return False
    try:
        os.mkdir(source.split()[2])
    except FileExistsError:
        return False
    return True


class _Finder:
    def find_spec(self, name, path=None, target=None):
        if name != "cleaner.pipeline":
            return None
        spec = PathFinder.find_spec(name, path)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            true = module.Cleaner.clean

            def clean(cleaner, source, **known):
                if _deadly(source):
                    os.kill(os.getpid(), signal.SIGKILL)
                return true(cleaner, source, **known)

            module.Cleaner.clean = clean

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, _Finder())
