import org.apache.camel.builder.RouteBuilder;

public class ThrowsWhenBuilt extends RouteBuilder {
    public void configure() {
        Object nothing = null;
        from("timer:" + nothing.toString()).to("log:tick");
    }
}
