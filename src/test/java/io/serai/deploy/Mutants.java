package io.serai.deploy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Damages texts as hands, editors and disks do. What a seed gives is always the same.
final class Mutants {

    private static final String ODD = "\t\"'{}[]:#&*!|>%@`,-?\\$(){}<=\u0000\u00e4\u20ac \n";

    private Mutants() {}

    /// One to three faults in `text`.
    static String of(String text, long seed) {
        var random = new Random(seed);
        String mutant = text;
        for (int left = 1 + random.nextInt(3); left > 0 && !mutant.isEmpty(); left--) {
            mutant = damaged(mutant, random);
        }
        return mutant;
    }

    private static String damaged(String text, Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> text.substring(0, random.nextInt(text.length()));
            case 1 -> text.substring(random.nextInt(text.length()));
            case 2 -> flipped(text, random);
            case 3 -> otherWord(text, random);
            default -> otherLines(text, random);
        };
    }

    private static String flipped(String text, Random random) {
        var changed = new StringBuilder(text);
        int at = random.nextInt(text.length());
        char other =
                random.nextBoolean()
                        ? (char) (changed.charAt(at) ^ 1 << random.nextInt(7))
                        : ODD.charAt(random.nextInt(ODD.length()));
        changed.setCharAt(at, other);
        return changed.toString();
    }

    /// One word in the place of another.
    private static String otherWord(String text, Random random) {
        List<String> words = new ArrayList<>(List.of(text.split("(?<=\\W)|(?=\\W)")));
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).matches("\\w+")) {
                places.add(i);
            }
        }
        if (!places.isEmpty()) {
            int from = places.get(random.nextInt(places.size()));
            int to = places.get(random.nextInt(places.size()));
            words.set(to, words.get(from));
        }
        return String.join("", words);
    }

    private static String otherLines(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return text;
        }
        int at = random.nextInt(lines.size());
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 3 -> lines.set(at, " ".repeat(1 + random.nextInt(4)) + lines.get(at));
            default -> lines.set(at, lines.get(at).replaceFirst("^ {1,2}", ""));
        }
        return String.join("\n", lines) + "\n";
    }
}
