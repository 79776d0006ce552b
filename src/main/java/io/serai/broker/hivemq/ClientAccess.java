package io.serai.broker.hivemq;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;

/// Who may connect, and to which topics. Everybody who reaches the listener is let in and may use
/// every topic; nobody else decides, and without this extension nobody is let in at all. Thread-safe.
final class ClientAccess implements ExtensionMain {

    static final String ID = "serai-access";

    private ClientAccess() {}

    static EmbeddedExtension extension() {
        return EmbeddedExtension.builder()
                .withId(ID)
                .withName("Serai access")
                .withVersion("1")
                .withAuthor("Serai")
                .withExtensionMain(new ClientAccess())
                .build();
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        var guest = new Guest(Builders.topicPermission().topicFilter("#").build());
        Services.securityRegistry().setAuthenticatorProvider(_ -> guest);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        // The authenticator goes with the server; nothing else was opened.
    }

    private record Guest(TopicPermission everyTopic) implements SimpleAuthenticator {

        @Override
        public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
            ModifiableDefaultPermissions permissions = output.getDefaultPermissions();
            permissions.add(everyTopic);
            permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
            output.authenticateSuccessfully();
        }
    }
}
