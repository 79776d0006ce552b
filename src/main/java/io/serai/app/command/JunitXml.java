package io.serai.app.command;

import io.serai.flow.Problem;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results of tests in the form that build servers read.
final class JunitXml {

    private JunitXml() {}

    static void write(Path file, List<TestReport> reports) throws IOException {
        try (Writer text = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            for (TestReport report : reports) {
                suite(xml, report);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static void suite(XMLStreamWriter xml, TestReport report) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", report.file().toString());
        xml.writeAttribute("tests", Integer.toString(report.results().size()));
        xml.writeAttribute("failures", Integer.toString(report.failed().size()));
        xml.writeAttribute("errors", Integer.toString(report.problems().size()));
        xml.writeAttribute(
                "time",
                seconds(
                        report.results().stream()
                                .map(TestResult::spent)
                                .reduce(Duration.ZERO, Duration::plus)));
        for (TestResult result : report.results()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", report.file().toString());
            xml.writeAttribute("name", printable(result.name()));
            xml.writeAttribute("time", seconds(result.spent()));
            if (result.failure().isPresent()) {
                TestResult.Failure failure = result.failure().get();
                xml.writeStartElement("failure");
                xml.writeAttribute(
                        "message",
                        printable(
                                "%s:%d: %s"
                                        .formatted(result.file(), failure.line(), failure.what())));
                xml.writeCharacters(printable(String.join("\n", failure.happened())));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        for (Problem problem : report.problems()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", report.file().toString());
            xml.writeAttribute("name", "line " + problem.line());
            xml.writeStartElement("error");
            xml.writeAttribute("message", printable(problem.toString()));
            xml.writeEndElement();
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.3f", span.toNanos() / 1e9);
    }

    /// Without the characters that XML 1.0 cannot hold.
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?");
    }
}
