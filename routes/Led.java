import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import java.util.Map;

/// A dimmable LED that follows topic `led`: `{"level": 50}` or `{"level": "50"}`, 0 to 100.
///
/// QoS 2 on the gateway's durable connection, so that no step of the slider is lost while the gateway
/// is away; the level itself comes back from the retained message.
///
/// Try: `mosquitto_pub -t led -q 2 -r -m '{"level": "37"}'`
public class Led extends RouteBuilder {

    @Override
    public void configure() {
        from("paho:led?qos=2")
                .routeId("led")
                .routeDescription("A dimmable LED that follows the slider on topic led")
                .unmarshal()
                .json()
                .validate(body().isInstanceOf(Map.class))
                .filter(exchange -> exchange.getMessage().getBody(Map.class).containsKey("level"))
                .process(Led::setBrightness)
                .to("device:led");
    }

    private static void setBrightness(Exchange exchange) {
        Object level = exchange.getMessage().getBody(Map.class).get("level");
        exchange.getMessage().setBody(brightness(level));
    }

    /// 0 to 100 from what devices and pages send: a number is cut to the range and to whole percents, a
    /// text of digits counts as one, any other word means off.
    static int brightness(Object level) {
        return switch (level) {
            case Boolean on -> on ? 1 : 0;
            case Number number -> clamp(number.doubleValue());
            case String text when text.matches("\\d+") -> clamp(Double.parseDouble(text));
            case String _ -> 0;
            case null, default ->
                    throw new IllegalArgumentException(
                            "level must be a number or a text; the LED stays as it is");
        };
    }

    private static int clamp(double level) {
        return (int) Math.max(0, Math.min(100, level));
    }
}
