"""A checkpoint's tensors, metadata and spec (docs/checkpoint-format.md, "The file")."""

import json

import numpy as np

FORMAT = "isobath-checkpoint/1"


class Refused(Exception):
    """The file is not what the page describes."""


class Checkpoint:
    """tensors: name -> float64 array; metadata: name -> text; spec: the experiment it belongs to."""

    def __init__(self, tensors, metadata):
        self.tensors = tensors
        self.metadata = metadata
        self.spec = json.loads(metadata["spec"])

    def weights(self):
        """Returns the weights of a forward pass, without the optimiser's moments and without the prefix."""
        return {name[len("model.") :]: array for name, array in self.tensors.items() if name.startswith("model.")}


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length].decode("utf-8"))
    numbers = data[8 + length :]
    metadata = header.pop("__metadata__")
    if metadata["format"] != FORMAT:
        raise Refused(f"{path} is {metadata['format']}, not {FORMAT}")
    if f"{crc32c(numbers):08x}" != metadata["crc32c"]:
        raise Refused(f"the numbers of {path} do not match their checksum")
    tensors = {}
    end = 0
    for name, tensor in header.items():
        start, stop = tensor["data_offsets"]
        if tensor["dtype"] != "F32" or start != end:
            raise Refused(f"{path} contradicts itself at {name}")
        end = stop
        flat = np.frombuffer(numbers[start:stop], dtype="<f4")
        tensors[name] = flat.reshape(tensor["shape"]).astype(np.float64)
    if end != len(numbers):
        raise Refused(f"{path} has {len(numbers)} bytes of numbers instead of {end}")
    return Checkpoint(tensors, metadata)


def crc32c(data):
    """Castagnoli's checksum (RFC 3720, appendix B.4)."""
    value = 0xFFFFFFFF
    for byte in data:
        value = _TABLE[(value ^ byte) & 0xFF] ^ (value >> 8)
    return value ^ 0xFFFFFFFF


def _entry(byte):
    for _ in range(8):
        byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
    return byte


_TABLE = [_entry(byte) for byte in range(256)]
