import org.apache.camel.builder.RouteBuilder;

public class UnknownComponentInJava extends RouteBuilder {
    public void configure() {
        from("timer:tick")
                .to("pahoo:tick");
    }
}
