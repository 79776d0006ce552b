// What Camel's YAML DSL lets stand at a place, out of the schema that comes with it.

const MOST_DEPTH = 12;

export class CamelSchema {
  #definitions;
  #root;

  constructor(schema) {
    this.#root = schema;
    this.#definitions = schema.items?.definitions ?? schema.definitions ?? {};
  }

  #target(schema) {
    let found = schema;
    for (let i = 0; found?.$ref && i < MOST_DEPTH; i++) {
      found = { ...this.#definitions[found.$ref.split('/').at(-1)], ...withoutReference(found) };
    }
    return found;
  }

  /** The schema and its alternatives, each resolved. */
  #alternatives(schema, depth = 0) {
    const found = this.#target(schema);
    if (!found || depth > MOST_DEPTH) {
      return [];
    }
    const others = [...(found.oneOf ?? []), ...(found.anyOf ?? []), ...(found.allOf ?? [])];
    return [found, ...others.filter((each) => !each.not).flatMap((each) => this.#alternatives(each, depth + 1))];
  }

  /** The schema of the place that a path of keys and "-" leads to, or undefined. */
  at(path) {
    let place = this.#root;
    for (const each of path) {
      const alternatives = this.#alternatives(place);
      if (each === '-') {
        place = alternatives.find((one) => one.items)?.items;
      } else {
        const of = alternatives.map((one) => one.properties?.[each]).filter(Boolean);
        place = of.find((one) => Object.keys(one).length) ?? of[0];
      }
      if (!place) {
        return undefined;
      }
    }
    return place;
  }

  /** The members of the mapping at a path: name, title, description, type, words, required, usual. */
  members(path) {
    const place = this.at(path);
    if (!place) {
      return [];
    }
    const alternatives = this.#alternatives(place);
    const required = new Set(alternatives.flatMap((each) => (each === alternatives[0] ? each.required ?? [] : [])));
    const names = new Set(alternatives.flatMap((each) => Object.keys(each.properties ?? {})));
    return [...names].map((name) => this.#member([...path, name], required.has(name)));
  }

  #member(path, required) {
    const told = this.told(path) ?? {};
    return { name: path.at(-1), required, ...told };
  }

  /** What the schema says of a place. */
  told(path) {
    const place = this.at(path);
    if (!place) {
      return undefined;
    }
    const found = this.#target(place);
    const alternatives = this.#alternatives(place);
    const first = (name) => alternatives.find((each) => each[name] !== undefined)?.[name];
    return {
      title: found.title ?? '',
      description: found.description ?? first('description') ?? '',
      type: alternatives.some((each) => each.properties && Object.keys(each.properties).length)
        ? 'object' : first('type') ?? 'object',
      text: alternatives.some((each) => each.type === 'string'),
      items: first('items') !== undefined,
      words: first('enum') ?? [],
      usual: found.default,
      deprecated: Boolean(found.deprecated),
      steps: alternatives.some((each) => each.properties?.steps),
    };
  }
}

function withoutReference(schema) {
  const { $ref, ...others } = schema;
  return others;
}
