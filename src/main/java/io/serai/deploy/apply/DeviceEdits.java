package io.serai.deploy.apply;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// `devices.yaml` as far as a deploy is concerned.
public interface DeviceEdits {

    /// What a change came to.
    ///
    /// @param ids of devices that are new, gone or different
    /// @param undo makes the devices those from before, and sets outputs to what they were
    record Change(Set<String> ids, Runnable undo) {

        public Change {
            ids = Set.copyOf(ids);
        }
    }

    /// The text that the devices of the house are made of.
    String text();

    /// What is wrong in a text of `devices.yaml`, as `file:line: what.`; changes nothing.
    List<String> problems(String text);

    /// What [#change] would change, as ids; touches nothing.
    Set<String> differences(String text);

    /// Does work on this thread as if the devices were those of `text`, as far as their definitions are
    /// asked for; touches nothing.
    <T> T expecting(String text, Supplier<T> work);

    /// Makes the devices of the house those of `text`, in which nothing is wrong.
    Change change(String text);
}
