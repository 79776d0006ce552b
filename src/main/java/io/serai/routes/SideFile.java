package io.serai.routes;

import io.serai.flow.Problem;

import java.nio.file.Path;
import java.util.List;

/// A file of the house beside flows and devices, such as `dashboard.yaml`.
public interface SideFile {

    /// Its path in the folder of the routes.
    String name();

    /// What is wrong in a text of it; changes nothing.
    ///
    /// @param file what problems name
    /// @param devices text of `devices.yaml` beside it
    List<Problem> problems(Path file, String text, String devices);

    /// Does what a text says, in which nothing is wrong; empty when there is no such file.
    void change(String text);

    /// Notes what is wrong in the file; what it said before holds.
    void refuse(List<Problem> problems);
}
