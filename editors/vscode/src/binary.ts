// Where the server program is: named by a setting, shipped in bin/, or on the PATH, in this order. A setting
// that names nothing is an error, not a reason to start something else.
import * as path from 'node:path';

/** What paths in settings may begin with. */
export interface Places {
  workspaceFolder: string | undefined;
  home: string;
}

export interface Surroundings extends Places {
  /** Of `treeline.server.path`; may be empty. */
  configured: string;
  extensionPath: string;
  searchPath: string;
  platform: NodeJS.Platform;
}

export type Binary =
  | { found: true; path: string; origin: 'setting' | 'extension' | 'PATH' }
  | { found: false; configured: string };

export function findBinary(around: Surroundings, isProgram: (file: string) => boolean): Binary {
  const configured = around.configured.trim();
  if (configured !== '') {
    const file = expand(configured, around);
    if (path.isAbsolute(file)) return isProgram(file) ? { found: true, path: file, origin: 'setting' } : { found: false, configured };
    const named = onPath(file, around, isProgram);
    return named === undefined ? { found: false, configured } : { found: true, path: named, origin: 'setting' };
  }
  const name = around.platform === 'win32' ? 'treeline.exe' : 'treeline';
  const shipped = path.join(around.extensionPath, 'bin', name);
  if (isProgram(shipped)) return { found: true, path: shipped, origin: 'extension' };
  const installed = onPath(name, around, isProgram);
  return installed === undefined ? { found: false, configured: '' } : { found: true, path: installed, origin: 'PATH' };
}

export function expand(file: string, places: Places): string {
  return file
    .replace(/^~(?=$|[/\\])/, () => places.home)
    .replace('${userHome}', () => places.home)
    .replace('${workspaceFolder}', () => places.workspaceFolder ?? '${workspaceFolder}');
}

// Directories of the PATH that are relative would depend on where the editor was started.
function onPath(name: string, around: Surroundings, isProgram: (file: string) => boolean): string | undefined {
  if (name.includes('/') || name.includes('\\')) return undefined;
  const separator = around.platform === 'win32' ? ';' : ':';
  return around.searchPath
    .split(separator)
    .filter((directory) => path.isAbsolute(directory))
    .map((directory) => path.join(directory, name))
    .find(isProgram);
}
