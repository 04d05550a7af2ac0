/// A store that forgets with its process: the reference for the contract, and for tests.
@NullMarked
package dev.weir.storage.memory;

import org.jspecify.annotations.NullMarked;
