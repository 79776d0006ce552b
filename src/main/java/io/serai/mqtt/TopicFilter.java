package io.serai.mqtt;

import java.util.List;
import java.util.Optional;

/// What a subscriber asks for: levels, `+` for one level, a last `#` for the rest; optionally
/// `$share/GROUP/` in front (MQTT 3.1.1 section 4.7, MQTT 5 section 4.8.2).
public final class TopicFilter {

    private final String text;
    private final Optional<String> shareGroup;
    private final List<String> levels;

    private TopicFilter(String text, Optional<String> shareGroup, List<String> levels) {
        this.text = text;
        this.shareGroup = shareGroup;
        this.levels = levels;
    }

    /// Reads a filter as written.
    ///
    /// @throws IllegalArgumentException when a wildcard shares its level with other characters, a
    ///     `#` is not the last level, or a share group is empty or holds a wildcard
    public static TopicFilter parse(String text) {
        TopicName.requireLegal("topic filter", text);
        Optional<String> group = Optional.empty();
        String filter = text;
        if (text.equals("$share") || text.startsWith("$share/")) {
            String[] parts = text.split("/", 3);
            if (parts.length < 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
                throw illegal(text, "a shared subscription is $share/GROUP/FILTER");
            }
            if (parts[1].contains("+") || parts[1].contains("#")) {
                throw illegal(text, "a share group holds no wildcard");
            }
            group = Optional.of(parts[1]);
            filter = parts[2];
        }
        List<String> levels = List.of(filter.split("/", -1));
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.contains("#") && (level.length() > 1 || i < levels.size() - 1)) {
                throw illegal(text, "# stands alone and last");
            }
            if (level.contains("+") && level.length() > 1) {
                throw illegal(text, "+ stands alone in its level");
            }
        }
        return new TopicFilter(text, group, levels);
    }

    private static IllegalArgumentException illegal(String text, String rule) {
        return new IllegalArgumentException("topic filter \"%s\": %s".formatted(text, rule));
    }

    /// As written, share group included.
    public String text() {
        return text;
    }

    public Optional<String> shareGroup() {
        return shareGroup;
    }

    public boolean hasWildcard() {
        return levels.contains("+") || levels.getLast().equals("#");
    }

    /// Whether a message on `topic` belongs to this filter. Wildcards in the first level leave
    /// topics that begin with `$` alone [MQTT-4.7.2-1].
    public boolean matches(String topic) {
        String[] names = topic.split("/", -1);
        if (topic.startsWith("$") && isWildcard(levels.getFirst())) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals("#")) {
                return true;
            }
            if (i >= names.length || !(level.equals("+") || level.equals(names[i]))) {
                return false;
            }
        }
        return names.length == levels.size();
    }

    /// Whether every topic that matches `other` matches this too. Share groups are not looked at.
    public boolean covers(TopicFilter other) {
        if (isWildcard(levels.getFirst()) && other.levels.getFirst().startsWith("$")) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            String mine = levels.get(i);
            if (mine.equals("#")) {
                return true;
            }
            if (i >= other.levels.size()) {
                return false;
            }
            String theirs = other.levels.get(i);
            if (theirs.equals("#") || !(mine.equals("+") || mine.equals(theirs))) {
                return false;
            }
        }
        return other.levels.size() == levels.size();
    }

    /// Whether some topic matches both. Share groups are not looked at.
    public boolean overlaps(TopicFilter other) {
        String mineFirst = levels.getFirst();
        String theirFirst = other.levels.getFirst();
        if ((isWildcard(mineFirst) && theirFirst.startsWith("$"))
                || (isWildcard(theirFirst) && mineFirst.startsWith("$"))) {
            return false;
        }
        int shorter = Math.min(levels.size(), other.levels.size());
        for (int i = 0; i < shorter; i++) {
            String mine = levels.get(i);
            String theirs = other.levels.get(i);
            if (mine.equals("#") || theirs.equals("#")) {
                return true;
            }
            if (!mine.equals("+") && !theirs.equals("+") && !mine.equals(theirs)) {
                return false;
            }
        }
        // "a/#" also matches "a" itself (section 4.7.1.2)
        List<String> longer = levels.size() > other.levels.size() ? levels : other.levels;
        return longer.size() == shorter
                || (longer.size() == shorter + 1 && longer.get(shorter).equals("#"));
    }

    private static boolean isWildcard(String level) {
        return level.equals("+") || level.equals("#");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicFilter filter && filter.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
