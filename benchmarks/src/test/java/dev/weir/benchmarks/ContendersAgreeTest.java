package dev.weir.benchmarks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The gates of the benchmarks hold, so that a broken contender is found before it is timed.
class ContendersAgreeTest {
    @Test
    void bothEncodersWriteTheSameBatch() throws Exception {
        new BatchBenchmark().agree();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 500, 50_000})
    void theRollupCodecKeepsWhatItTakes(int requests) {
        var benchmark = new RollupBenchmark();
        benchmark.requests = requests;
        benchmark.agree();
    }
}
