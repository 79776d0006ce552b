import com.example.Clock;

import org.apache.camel.builder.RouteBuilder;

public class UnknownImport extends RouteBuilder {
    public void configure() {
        from("timer:tick").to("log:tick");
    }
}
