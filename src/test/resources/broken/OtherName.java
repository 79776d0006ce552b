import org.apache.camel.builder.RouteBuilder;

public class AnotherName extends RouteBuilder {
    public void configure() {
        from("timer:tick").to("log:tick");
    }
}
