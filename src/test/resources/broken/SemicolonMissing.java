import org.apache.camel.builder.RouteBuilder;

public class SemicolonMissing extends RouteBuilder {
    public void configure() {
        from("timer:tick").to("log:tick")
    }
}
