import org.apache.camel.builder.RouteBuilder;

public class UnknownDevice extends RouteBuilder {
    public void configure() {
        from("timer:tick")
                .to("device:lmap");
    }
}
