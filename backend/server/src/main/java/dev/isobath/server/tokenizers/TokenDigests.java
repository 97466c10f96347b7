package dev.isobath.server.tokenizers;

/**
 * A set of tokens that keeps 64 bits of each, so that a large vocabulary takes 16 MB at most. The set is never wrong about a token that
 * it has. That it claims another one is as likely as one in 2^44 for a vocabulary of the largest size.
 */
final class TokenDigests {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    /** The digest of no token; it marks a free place. */
    private static final long FREE = 0;

    private long[] places = new long[1 << 10];
    private int size;

    void add(String token) {
        if (2 * ++size > places.length) {
            grow();
        }
        insert(digest(token));
    }

    boolean contains(String token) {
        long digest = digest(token);
        return places[place(digest)] == digest;
    }

    private void grow() {
        long[] old = places;
        places = new long[2 * old.length];
        for (long digest : old) {
            if (digest != FREE) {
                insert(digest);
            }
        }
    }

    private void insert(long digest) {
        places[place(digest)] = digest;
    }

    /** Returns where the digest is, or the free place where it belongs. */
    private int place(long digest) {
        int mask = places.length - 1;
        int place = (int) digest & mask;
        while (places[place] != FREE && places[place] != digest) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** FNV-1a of the UTF-16 units, mixed as in SplitMix64, because the low bits choose the place. */
    private static long digest(String token) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < token.length(); i++) {
            hash = (hash ^ token.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return hash == FREE ? 1 : hash;
    }
}
