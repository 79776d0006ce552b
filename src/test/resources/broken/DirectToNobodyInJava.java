import org.apache.camel.builder.RouteBuilder;

public class DirectToNobodyInJava extends RouteBuilder {
    public void configure() {
        from("timer:tick")
                .to("direct:nobody");
    }
}
