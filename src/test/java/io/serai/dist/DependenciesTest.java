package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

class DependenciesTest {

    private static final Path REASONS = Path.of("src/docs/decisions/0008-dependencies.md");

    @Test
    void everyDependencyHasItsReason() throws Exception {
        String reasons = Files.readString(REASONS);

        assertThat(dependencies())
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(reasons).contains("`" + name + "`"));
    }

    /// The artifact ids of the project's own `<dependencies>`, not of its plugins or its
    /// `<dependencyManagement>`.
    private static List<String> dependencies() throws Exception {
        Element project =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Path.of("pom.xml").toFile())
                        .getDocumentElement();
        List<String> names = new ArrayList<>();
        for (Element dependency : children(child(project, "dependencies"), "dependency")) {
            names.add(child(dependency, "artifactId").getTextContent());
        }
        return names;
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).getFirst();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
