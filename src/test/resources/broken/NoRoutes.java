import org.apache.camel.builder.RouteBuilder;

public class NoRoutes extends RouteBuilder {
    public void configure() {

    }
}
