import org.apache.camel.builder.RouteBuilder;

public class UnclosedSimpleInJava extends RouteBuilder {
    public void configure() {
        from("timer:tick")
                .setBody(simple("${body"));
    }
}
