import org.apache.camel.builder.RouteBuilder;

public class HalfWritten extends RouteBuilder {
    public void conf