import { expect, it } from 'vitest';
import { commandFor, programPaths } from '../../src/config/program-paths.ts';

it.each([
  [{ PATH: 'C:\\a;D:\\b', PATHEXT: '.EXE;.CMD' }, ['C:\\a\\x.exe', 'C:\\a\\x.cmd', 'D:\\b\\x.exe', 'D:\\b\\x.cmd']],
  [{ Path: 'C:\\a' }, ['C:\\a\\x.com', 'C:\\a\\x.exe', 'C:\\a\\x.bat', 'C:\\a\\x.cmd']],
  [{ Path: '.;;b', PATHEXT: '.EXE' }, []],
  [{}, []],
])('looks for programs where %j says', (env, paths) => {
  expect(programPaths('x', env)).toEqual(paths);
});

it('starts programs as they are, and batch files by their interpreter', () => {
  expect(commandFor('C:\\x y.exe', ['get'], {})).toEqual({ file: 'C:\\x y.exe', args: ['get'], isVerbatim: false });
  expect(commandFor('C:\\x y.CMD', ['get'], { COMSPEC: 'C:\\cmd.exe' })).toEqual({
    file: 'C:\\cmd.exe',
    args: ['/d', '/s', '/c', '""C:\\x y.CMD" get"'],
    isVerbatim: true,
  });
});
