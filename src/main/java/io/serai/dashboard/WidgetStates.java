package io.serai.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.config.NearNames;
import io.serai.flow.Problem;
import io.serai.time.Timekeeper;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The pages that are shown, what each widget of them shows, and who is told of it. Thread-safe.
final class WidgetStates {

    private final Timekeeper time;
    private final List<Dashboard.Listener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Map<String, WidgetState> states = Map.of();
    private DashboardFile file = DashboardFile.EMPTY;
    private List<Problem> problems = List.of();
    private int version;

    WidgetStates(Timekeeper time) {
        this.time = time;
    }

    /// Shows other pages. Widgets that stay keep what they show.
    ///
    /// @return the version of the pages, to be told when they show what is known
    int change(DashboardFile next) {
        Map<String, WidgetState> fresh = new LinkedHashMap<>();
        lock.lock();
        try {
            for (Widget each : next.widgets()) {
                WidgetState before = states.get(each.id());
                boolean stays = before != null && before.widget().equals(each);
                fresh.put(each.id(), stays ? before : new WidgetState(each));
            }
            states = fresh;
            file = next;
            problems = List.of();
            return ++version;
        } finally {
            lock.unlock();
        }
    }

    /// The file says something that is wrong; the pages stay as they are.
    void refuse(List<Problem> wrong) {
        int number;
        lock.lock();
        try {
            problems = List.copyOf(wrong);
            number = ++version;
        } finally {
            lock.unlock();
        }
        tell(number);
    }

    /// Tells that the pages are others.
    void tell(int number) {
        listeners.forEach(each -> each.reloaded(number));
    }

    List<Widget> widgets() {
        lock.lock();
        try {
            return states.values().stream().map(WidgetState::widget).toList();
        } finally {
            lock.unlock();
        }
    }

    /// @param change says whether there is something to tell
    void update(Widget widget, Predicate<WidgetState> change) {
        lock.lock();
        try {
            WidgetState state = states.get(widget.id());
            if (state != null && state.widget().equals(widget) && change.test(state)) {
                tell(state); // under the lock, so that the latest is told last
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(WidgetState state) {
        if (!listeners.isEmpty()) {
            ObjectNode value = state.json(time.now());
            listeners.forEach(each -> each.changed(state.widget().id(), value));
        }
    }

    /// @throws CommandException when there is none
    Widget widget(String id) {
        lock.lock();
        try {
            WidgetState state = states.get(id);
            if (state == null) {
                throw new CommandException(
                        "There is no widget \"%s\".%s"
                                .formatted(id, NearNames.suggestion(id, states.keySet())));
            }
            return state.widget();
        } finally {
            lock.unlock();
        }
    }

    /// Everything a page needs: `version`, `pages`, `values` by widget, `problems` of the file.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        lock.lock();
        try {
            json.put("version", version);
            json.set("pages", DashboardJson.pages(file));
            ObjectNode values = json.putObject("values");
            Instant now = time.now();
            states.forEach((id, state) -> values.set(id, state.json(now)));
            ArrayNode wrong = json.putArray("problems");
            problems.forEach(each ->
                    wrong.addObject()
                            .put("file", each.file().getFileName().toString())
                            .put("line", each.line())
                            .put("text", each.text()));
            return json;
        } finally {
            lock.unlock();
        }
    }

    /// Tells `listener` what every widget shows and from then on each change, until it is ended.
    Runnable follow(Dashboard.Listener listener) {
        lock.lock();
        try {
            listeners.add(listener);
            Instant now = time.now();
            listener.reloaded(version);
            states.forEach((id, state) -> listener.changed(id, state.json(now)));
        } finally {
            lock.unlock();
        }
        return () -> listeners.remove(listener);
    }
}
