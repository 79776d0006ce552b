import org.apache.camel.builder.RouteBuilder;

public class UnknownOption extends RouteBuilder {
    public void configure() {
        from("timer:tick")
                .to("paho:tick?retaned=true");
    }
}
