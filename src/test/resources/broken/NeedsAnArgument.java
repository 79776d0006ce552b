import org.apache.camel.builder.RouteBuilder;

public class NeedsAnArgument extends RouteBuilder {
    public NeedsAnArgument(String topic) {}

    public void configure() {
        from("timer:tick").to("log:tick");
    }
}
