package io.serai.deploy;

import java.util.List;
import java.util.Set;

/// `devices.yaml` as far as a deploy is concerned.
public interface DeviceEdits {

    /// The text that the devices of the house are made of.
    String text();

    /// What is wrong in a text of `devices.yaml`, as `file:line: what.`; changes nothing.
    List<String> problems(String text);

    /// Makes the devices of the house those of `text`, in which nothing is wrong.
    ///
    /// @return ids of those that are new, gone or different
    Set<String> change(String text);
}
