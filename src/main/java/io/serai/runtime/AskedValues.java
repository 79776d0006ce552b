package io.serai.runtime;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Way;
import io.serai.flow.FlowPicture.Wire;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What conditions ask for that is neither header nor body.
final class AskedValues {

    private static final Pattern ASKED =
            Pattern.compile("\\$\\{((?:exchangeProperty|variable)\\.[\\w-]+)}");

    private AskedValues() {}

    /// What `node` and the branches it opens ask for: `variable.name`, `exchangeProperty.name`.
    static List<String> beside(FlowPicture picture, Node node) {
        Stream<Node> branches =
                picture.wires().stream()
                        .filter(each -> each.way() == Way.BRANCH && each.from().equals(node.id()))
                        .map(Wire::to)
                        .map(picture::node)
                        .flatMap(Optional::stream)
                        .filter(each -> each.type().equals("when"));
        return Stream.concat(Stream.of(node), branches)
                .flatMap(each -> ASKED.matcher(each.detail()).results())
                .map((MatchResult found) -> found.group(1))
                .distinct()
                .toList();
    }
}
