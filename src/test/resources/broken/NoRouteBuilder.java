public class NoRouteBuilder {
    public void configure() {}
}
