package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueClientsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 100, 1000, 10_000, 300_000})
    void theEstimateIsWithinThreeStandardDeviations(int clients) {
        Random random = new Random(clients);
        UniqueClients all = new UniqueClients();
        UniqueClients[] parts = {new UniqueClients(), new UniqueClients(), new UniqueClients()};
        for (int i = 0; i < clients; i++) {
            long hash = random.nextLong();
            all.add(hash);
            all.add(hash);
            parts[i % 3].add(hash);
            parts[(i + 1) % 3].add(hash);
        }
        UniqueClients merged = new UniqueClients();
        for (UniqueClients part : parts) {
            merged.merge(part);
        }
        double allowed = 3 * UniqueClients.RELATIVE_ERROR * clients;
        assertEquals(clients, all.estimate(), allowed);
        assertEquals(clients, merged.estimate(), allowed);
    }

    @Test
    void aHandfulIsExact() {
        UniqueClients clients = new UniqueClients();
        for (int i = 0; i < 10; i++) {
            clients.add(i * 0x9E3779B97F4A7C15L);
        }
        assertEquals(10, Math.round(clients.estimate()));
    }

    @Test
    void theEncodedFormIsSmallAndComplete() {
        UniqueClients clients = new UniqueClients();
        assertEquals(0, clients.encoded().length);
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            clients.add(random.nextLong());
        }
        byte[] encoded = clients.encoded();
        UniqueClients decoded = new UniqueClients();
        decoded.mergeEncoded(encoded);

        assertTrue(encoded.length < 2400, encoded.length + " bytes");
        assertEquals(clients.estimate(), decoded.estimate(), clients.estimate() * 0.01);
    }
}
