package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written without the library is what the library writes, but for the order of the coupons.
class CouponSketchTest {
    private static final int LIST_AT = 8;
    private static final int SET_AT = 12;
    private static final int MODE_AT = 7;
    private static final int COUNT_AT = 8;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 7, 8, 9, 24, 25, 26, 48, 49, 96, 97, 192, 193, 383, 384})
    void theLibraryWritesTheSame(int clients) {
        HllSketch library = new HllSketch(UniqueClients.LG_K, TgtHllType.HLL_4);
        UniqueClients ours = new UniqueClients();
        fill(library, ours, clients);
        byte[] encoded = ours.encoded();
        assertArrayEquals(inOrder(library.toCompactByteArray()), inOrder(encoded));
        assertEquals(clients, HllSketch.heapify(encoded).getEstimate(), 0.01);

        UniqueClients read = new UniqueClients();
        read.mergeEncoded(encoded);
        assertEquals(clients, read.estimate());
        assertArrayEquals(inOrder(encoded), inOrder(read.encoded()));
    }

    private static void fill(HllSketch library, UniqueClients ours, int clients) {
        Random random = new Random(clients);
        for (int i = 0; i < clients; i++) {
            long hash = random.nextLong();
            library.update(hash);
            ours.add(hash);
            ours.add(hash);
        }
    }

    private static byte[] inOrder(byte[] sketch) {
        int from = sketch[MODE_AT] == 0 ? LIST_AT : SET_AT;
        ByteBuffer bytes = ByteBuffer.wrap(sketch.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int[] coupons = new int[(sketch.length - from) / Integer.BYTES];
        Arrays.setAll(coupons, i -> bytes.getInt(from + i * Integer.BYTES));
        Arrays.sort(coupons);
        for (int i = 0; i < coupons.length; i++) {
            bytes.putInt(from + i * Integer.BYTES, coupons[i]);
        }
        return bytes.array();
    }

    @Test
    void oneMoreThanASetHoldsIsEstimatedAsByTheLibrary() {
        for (int clients : new int[] {385, 386, 768, 769, 5_000}) {
            HllSketch library = new HllSketch(UniqueClients.LG_K, TgtHllType.HLL_4);
            UniqueClients ours = new UniqueClients();
            fill(library, ours, clients);
            assertEquals(library.getCompositeEstimate(), ours.estimate(), 1e-6);
        }
    }

    @Test
    void aSketchThatClaimsMoreThanItHoldsIsRefused() {
        UniqueClients some = new UniqueClients();
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            some.add(random.nextLong());
        }
        byte[] set = some.encoded();
        assertRefused(Arrays.copyOf(set, set.length - 1));
        assertRefused(Arrays.copyOf(set, SET_AT - 1));
        for (int count : new int[] {21, 385, 1 << 29, 1 << 30, -1, Integer.MIN_VALUE}) {
            byte[] claims = set.clone();
            ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT_AT, count);
            assertRefused(claims);
        }
        byte[] empty = set.clone();
        ByteBuffer.wrap(empty).order(ByteOrder.LITTLE_ENDIAN).putInt(SET_AT + 8, 17);
        assertRefused(empty);
    }

    private static void assertRefused(byte[] sketch) {
        UniqueClients clients = new UniqueClients();
        assertThrows(IllegalArgumentException.class, () -> clients.mergeEncoded(sketch));
        assertEquals(0, clients.estimate());
    }
}
