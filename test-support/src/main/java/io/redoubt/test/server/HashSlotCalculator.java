package io.redoubt.test.server;

import java.nio.charset.StandardCharsets;

/**
 * Utility class that calculates the Redis Cluster hash slot of a key. The slot is the CRC-16/XMODEM of the key, or of
 * its hash tag in braces, modulo 16384.
 */
final class HashSlotCalculator {

    static final int COUNT = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    private HashSlotCalculator() {}

    static int of(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open + 1);
        String hashed = close > open + 1 ? key.substring(open + 1, close) : key;
        return crc16(hashed.getBytes(StandardCharsets.UTF_8)) % COUNT;
    }

    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte next : bytes) {
            crc ^= (next & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
        }
        return crc & 0xFFFF;
    }
}
