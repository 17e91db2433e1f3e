export interface Complete {
  id: number;
}

export interface Broken {
  id number;
  name: string
  run(: void;
}

type Open = { a: string;

export class Service {
  private cache = new Map<string, ;

  constructor(private http: Http) {}

  load(id: string): Promise<Complete> {
    return this.http.get<Complete>(`/items/${id}`;
  }

  save(item: Complete) {
    return this.http.post("/items", item);
  }
}

export const build = (): Service => new Service(

export enum Mode { Read, Write }

export function last(): void {
  const x: = 1;
}
