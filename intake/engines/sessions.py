"""Opens the project's networks as ONNX sessions with one thread each."""

import pathlib

import numpy as np
import onnxruntime

FOLDER = pathlib.Path(__file__).parent / "models"


def open_model(file: pathlib.Path) -> onnxruntime.InferenceSession:
    """Open a model that runs on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def output(model: onnxruntime.InferenceSession, name: str, value: np.ndarray) -> np.ndarray:
    """Return the model's first output for `value` as its only input `name`."""
    return np.asarray(model.run(None, {name: value})[0])
