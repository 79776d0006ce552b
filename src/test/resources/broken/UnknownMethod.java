import org.apache.camel.builder.RouteBuilder;

public class UnknownMethod extends RouteBuilder {
    public void configure() {
        from("timer:tick").two("log:tick");
    }
}
