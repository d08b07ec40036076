package dev.hpk.stream;

import org.jspecify.annotations.Nullable;

/** The streams of an exec or attach; null where the client has none. */
record ExecStreams(
    @Nullable Feeder stdin,
    @Nullable ByteStream stdout,
    @Nullable ByteStream stderr,
    ByteStream error,
    @Nullable Sizes resize) {}
