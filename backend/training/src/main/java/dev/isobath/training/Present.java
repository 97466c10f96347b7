package dev.isobath.training;

/**
 * Which of the rows given to a half block are tokens of the text: of each sequence the first so many.
 *
 * @param counts tokens of each of B sequences
 * @param places rows of each sequence, n
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Present(int[] counts, int places) {

    static Present all(int batch, int places) {
        int[] counts = new int[batch];
        java.util.Arrays.fill(counts, places);
        return new Present(counts, places);
    }

    boolean isToken(int sequence, int place) {
        return place < counts[sequence];
    }

    boolean everywhere() {
        for (int count : counts) {
            if (count < places) {
                return false;
            }
        }
        return true;
    }
}
