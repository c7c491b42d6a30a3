package io.absnas.core.weights;

import io.absnas.core.pickle.PyValue;
import java.nio.ByteBuffer;

/** What a file of PyTorch holds, whichever of its two formats it has. */
interface TorchSource {
  /** What was saved. */
  PyValue root();

  /** The bytes of a storage, exactly as many as it says. */
  ByteBuffer bytes(TorchStorage storage) throws WeightFileException;
}
