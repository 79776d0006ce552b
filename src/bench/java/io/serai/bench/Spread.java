package io.serai.bench;

import java.util.Arrays;
import java.util.Locale;

/// Several measurements of the same thing: the middle one, and how far the others are from it.
record Spread(double median, double least, double most) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /// Such as `12 345 (11 000 - 13 000)`.
    String text(int decimals) {
        return "%s (%s - %s)"
                .formatted(
                        number(median, decimals), number(least, decimals), number(most, decimals));
    }

    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace(',', ' ');
    }
}
