package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.deploy.RoutesFiles;
import io.serai.routes.FilesException;
import io.serai.routes.RoutesFile;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Tells pages of files that have changed on disk, whoever wrote them. It looks every second, and only while
/// a page follows it.
public final class FileChannel implements LiveChannel {

    private static final Logger LOG = LoggerFactory.getLogger(FileChannel.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final RoutesFiles files;
    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<LiveFeed> feeds = new ArrayList<>();
    private final Map<String, String> told = new HashMap<>();
    private Timekeeper.Task look = () -> {};

    public FileChannel(RoutesFiles files, Timekeeper time) {
        this.files = files;
        this.time = time;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        lock.lock();
        try {
            if (feeds.isEmpty()) {
                told.clear();
                look();
                look.cancel();
                look = time.scheduleEvery(PERIOD, PERIOD, this::look);
            }
            told.forEach((path, etag) -> feed.latest(path, value(etag)));
            feeds.add(feed);
        } finally {
            lock.unlock();
        }
        return () -> close(feed);
    }

    private void close(LiveFeed feed) {
        lock.lock();
        try {
            feeds.remove(feed);
            if (feeds.isEmpty()) {
                look.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        lock.lock();
        try {
            Map<String, String> now = new HashMap<>();
            for (RoutesFile each : files.all()) {
                now.put(each.path(), each.etag());
            }
            now.forEach((path, etag) -> {
                if (!etag.equals(told.put(path, etag))) {
                    feeds.forEach(feed -> feed.latest(path, value(etag)));
                }
            });
            List<String> gone =
                    told.keySet().stream().filter(path -> !now.containsKey(path)).toList();
            for (String path : gone) {
                told.remove(path);
                feeds.forEach(feed -> feed.latest(path, NullNode.getInstance()));
            }
        } catch (FilesException e) {
            LOG.debug("not looked at: {}", e.getMessage()); // told by the deployer; looked at again
        } finally {
            lock.unlock();
        }
    }

    private static JsonNode value(String etag) {
        return Json.object().put("etag", etag);
    }
}
