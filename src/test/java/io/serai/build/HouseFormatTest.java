package io.serai.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class HouseFormatTest {

    @Test
    void everyJavaFileIsInTheHouseStyle() throws Exception {
        List<Path> files = HouseFormat.javaFiles();
        List<Path> different = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            if (!HouseFormat.format(text).equals(text)) {
                different.add(file);
            }
        }

        assertThat(files).hasSizeGreaterThan(20);
        assertThat(different).as("not in the house style; run mvn -Pformat").isEmpty();
    }
}
