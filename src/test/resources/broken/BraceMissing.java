import org.apache.camel.builder.RouteBuilder;

public class BraceMissing extends RouteBuilder {
    public void configure() {
        from("timer:tick").process(e -> { e.getMessage().setBody(1); );
    }
}
