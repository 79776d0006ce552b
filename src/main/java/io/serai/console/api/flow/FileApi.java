package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiAnswer;
import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.DraftCheck;
import io.serai.deploy.RoutesFiles;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFile;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The files of the house below `/api/files`: texts as they are, checked while they are typed, written by a
/// deploy and by nothing else.
public final class FileApi implements ApiPart {

    private final RoutesFiles files;

    public FileApi(RoutesFiles files) {
        this.files = files;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "files", _ -> list());
        routes.addAny("GET", "files/{path...}", this::read);
        routes.add("PUT", "files/{path...}", this::write);
        routes.add("DELETE", "files/{path...}", this::remove);
    }

    private JsonNode list() {
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("files");
        files.all().forEach(each -> array.add(file(each)));
        return answer;
    }

    private static ObjectNode file(RoutesFile file) {
        ObjectNode json =
                Json.object()
                        .put("path", file.path())
                        .put("kind", file.kind().name().toLowerCase(Locale.ROOT));
        file.flow().ifPresent(flow -> json.put("flow", flow));
        return json.put("etag", file.etag())
                .put("bytes", file.bytes())
                .put("modified", file.modified().toString());
    }

    private ApiAnswer read(ApiRequest request) {
        RoutesFiles.Text found = files.read(path(request));
        return ApiAnswer.text(
                200,
                "text/plain; charset=utf-8",
                found.text(),
                Map.of("ETag", "\"" + found.etag() + "\""));
    }

    private JsonNode write(ApiRequest request) {
        String path = path(request);
        if (isDryRun(request)) {
            return check(path, request.body());
        }
        if (request.body().isEmpty()) {
            throw RefusedException.badRequest("The text is empty. DELETE removes a file.");
        }
        return deploy(path, request.body(), request);
    }

    private JsonNode remove(ApiRequest request) {
        String path = path(request);
        if (files.etag(path).isEmpty()) {
            throw RefusedException.notFound(
                    "There is no file %s in the routes folder.".formatted(path));
        }
        if (isDryRun(request)) {
            return checked(path, files.check().check(path, ""));
        }
        return deploy(path, "", request);
    }

    private JsonNode check(String path, String text) {
        DraftCheck.Result result = files.check().check(path, text);
        if (text.isEmpty()) {
            return checked(
                    path,
                    new DraftCheck.Result(
                            List.of(new Problem(files.place(path), 0, "is empty")),
                            result.differs(),
                            result.picture()));
        }
        return checked(path, result);
    }

    private JsonNode checked(String path, DraftCheck.Result result) {
        ObjectNode answer = Json.object().put("etag", files.etag(path)).put("deployed", false);
        answer.set("problems", problems(result.problems()));
        result.differs().ifPresent(differs -> answer.put("differs", differs));
        result.picture()
                .ifPresent(picture -> answer.set("picture", PictureJson.picture(picture, 0)));
        return answer;
    }

    private JsonNode deploy(String path, String text, ApiRequest request) {
        List<Problem> problems =
                files.deploy(
                        Map.of(path, text),
                        seen(path, request),
                        FlowApi.by(request.query().getOrDefault("by", "")));
        if (!problems.isEmpty()) {
            throw new RefusedException(
                    RefusedException.CONFLICT,
                    "Nothing was deployed.",
                    problems.stream().map(files::shown).toList());
        }
        ObjectNode answer = Json.object().put("etag", files.etag(path)).put("deployed", true);
        answer.putArray("problems");
        return answer;
    }

    /// What whoever writes says that the file is like.
    private static Map<String, String> seen(String path, ApiRequest request) {
        String match = request.headers().get("if-match");
        if (match != null) {
            return Map.of(path, match.strip().replaceFirst("^W/", "").replace("\"", ""));
        }
        return "*".equals(request.headers().get("if-none-match")) ? Map.of(path, "") : Map.of();
    }

    private ArrayNode problems(List<Problem> problems) {
        return Json.problems(problems.stream().map(files::shown).toList());
    }

    private static boolean isDryRun(ApiRequest request) {
        return switch (request.query().getOrDefault("dry-run", "false")) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw RefusedException.badRequest("dry-run must be true or false.");
        };
    }

    private static String path(ApiRequest request) {
        return request.parameter("path");
    }
}
