"""For one test, in its workers: a document that says so ends the process, as a crash would."""

import os
import signal
import sys
from importlib.machinery import PathFinder


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
                if source == "kill -9\n":
                    os.kill(os.getpid(), signal.SIGKILL)
                return true(cleaner, source, **known)

            module.Cleaner.clean = clean

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, _Finder())
