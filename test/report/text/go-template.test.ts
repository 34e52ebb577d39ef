import { describe, expect, it } from 'vitest';
import { HEADER_FUNCTIONS } from '../../../src/report/text/go-functions.ts';
import { parseTemplate } from '../../../src/report/text/go-template.ts';

const ROW = { ID: '1f2e3d', Size: '8.46MB', Comment: '', CreatedBy: 'RUN a && b <c>' };
const FIELDS = Object.keys(ROW);

const filled = (template: string, row: Partial<typeof ROW> = {}) => parseTemplate(template, FIELDS)({ ...ROW, ...row });

type Case = readonly [template: string, text: string];

const PLAIN: readonly Case[] = [
  ['{{.ID}}', '1f2e3d'],
  ['{{ .ID }} is {{.Size}}', '1f2e3d is 8.46MB'],
  [String.raw`{{.ID}}\t{{.Size}}\n`, '1f2e3d\t8.46MB\n'],
  ['{{/* says nothing */}}{{.ID}}', '1f2e3d'],
  ['a {{- .ID -}} b', 'a1f2e3db'],
  ['{{"a"}}{{`b`}}{{1}}{{true}}', 'ab1true'],
  [String.raw`{{"a\tb\n\"c\""}}`, 'a\tb\n"c"'],
  ['{{"}}"}}', '}}'],
];

const FUNCTIONS: readonly Case[] = [
  ['{{json .ID}}', '"1f2e3d"'],
  ['{{json .CreatedBy}}', '"RUN a && b <c>"'],
  [
    '{{json .}}',
    String.raw`{"Comment":"","CreatedBy":"RUN a \u0026\u0026 b \u003cc\u003e","ID":"1f2e3d","Size":"8.46MB"}`,
  ],
  ['{{upper .ID}}{{lower .Size}}', '1F2E3D8.46mb'],
  ['{{.ID | upper | printf "<%s>"}}', '<1F2E3D>'],
  ['{{title "two words, don\'t"}}', "Two Words, Don't"],
  ['{{truncate .ID 3}}{{truncate .ID 30}}', '1f21f2e3d'],
  ['{{pad .ID 1 2}}|{{pad .Comment 1 2}}|', ' 1f2e3d  ||'],
  ['{{join (split .CreatedBy " ") "_"}}', 'RUN_a_&&_b_<c>'],
  ['{{split "a,b" ","}}', '[a b]'],
  ['{{json (split "a,b" ",")}}', '["a","b"]'],
  ['{{len .ID}}{{len (split "a,b" ",")}}', '62'],
  ['{{println .ID .Size}}', '1f2e3d 8.46MB\n'],
  ['{{print .ID 1}}', '1f2e3d1'],
  ['{{printf "%-8s|%8.3s|%d%%|%q" .ID .Size 5 .ID}}', '1f2e3d  |     8.4|5%|"1f2e3d"'],
];

const CHOICES: readonly Case[] = [
  ['{{if .Comment}}a{{end}}b', 'b'],
  ['{{if .ID}}a{{else}}b{{end}}', 'a'],
  ['{{if .Comment}}a{{else if .ID}}b{{else}}c{{end}}d', 'bd'],
  ['{{if eq .Size "0B"}}empty{{else}}{{.Size}}{{end}}', '8.46MB'],
  ['{{if and .ID (not .Comment)}}a{{end}}{{if or .Comment (ne .ID "x")}}b{{end}}', 'ab'],
  ['{{if .ID}}{{if .Comment}}a{{else}}b{{end}}{{end}}', 'b'],
];

const WRONG: readonly Case[] = [
  ['{{.Id}}', 'field "Id"'],
  ['{{.constructor}}', 'field "constructor"'],
  ['{{shout .ID}}', 'calls "shout"'],
  ['{{toString .ID}}', 'calls "toString"'],
  ['{{range .ID}}{{end}}', 'calls "range"'],
  ['{{.ID', 'without its }}'],
  ['{{.ID.Size}}', 'cannot be read at ".ID.Size"'],
  ['{{}}', 'without a value'],
  ['{{.ID .Size}}', '".Size" where the action should end'],
  ['{{.ID | .Size}}', 'pipes into'],
  ['{{(upper .ID}}', 'without its )'],
  ['{{if .ID}}', 'without its {{end}}'],
  ['{{if .ID}}a{{else}}', 'without its {{end}}'],
  ['{{end}}', 'without its {{if}}'],
  ['{{upper 5}}', 'calls upper'],
  ['{{upper .ID .ID}}', 'calls upper'],
  ['{{join .ID ","}}', 'calls join'],
  ['{{truncate .ID}}', 'calls truncate'],
  ['{{pad .ID 1}}', 'calls pad'],
  ['{{pad .ID 1 2 3}}', 'calls pad'],
  ['{{eq .ID}}', 'calls eq'],
  ['{{ne .ID "a" "b"}}', 'calls ne'],
  ['{{and}}', 'calls and'],
  ['{{len 5}}', 'calls len'],
  ['{{printf "%s"}}', 'calls printf'],
  ['{{printf "%x" .ID}}', 'calls printf'],
  ['{{printf "a" .ID}}', 'calls printf'],
  ['{{pad .ID 10000 0}}', 'number 10000'],
  [`{{${'('.repeat(5000)}`, 'without its }}'],
  [`{{${'('.repeat(5000)}}}`, 'levels deep'],
  ['{{if .ID}}'.repeat(5000), 'levels deep'],
];

describe('a template', () => {
  it.each(PLAIN)('%j gives %j', (template, text) => expect(filled(template)).toBe(text));
  it.each(FUNCTIONS)("calls docker's and Go's functions: %s", (template, text) => expect(filled(template)).toBe(text));
  it.each(CHOICES)('chooses: %s', (template, text) => expect(filled(template)).toBe(text));

  it.each(WRONG)('that is wrong is refused at once, %s', (template, complaint) => {
    const refused = expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(complaint) });
    expect(() => parseTemplate(template, FIELDS)).toThrow(refused);
  });

  it('is refused with what there is', () => {
    const hint = (template: string) => {
      try {
        return String(parseTemplate(template, FIELDS));
      } catch (error) {
        return (error as { readonly hint: string }).hint;
      }
    };
    expect(hint('{{.Id}}')).toBe('The fields are .ID, .Size, .Comment, .CreatedBy.');
    expect(hint('{{shout .ID}}')).toContain('json, split, join, title, lower, upper, pad, truncate');
    expect(hint('{{truncate .ID}}')).toBe('It is called as truncate .Field 10.');
  });

  it('keeps a row on its line, and speaks to no terminal', () => {
    const CreatedBy = 'a\n\tb\u001b[31m\u009b\u202e';
    expect(filled('{{.CreatedBy}}', { CreatedBy })).toBe(String.raw`a  b\x1b[31m\xc2\x9b\xe2\x80\xae`);
    const json = filled('{{json .}}', { CreatedBy });
    expect(json).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(json)).toEqual({ ...ROW, CreatedBy });
  });

  it('leaves headers as they are', () => {
    const template = parseTemplate('{{lower .ID}} {{truncate .Size 1}} {{json .Comment}} {{pad .ID 1 1}}', FIELDS);
    expect(template({ ...ROW, ID: 'IMAGE', Size: 'SIZE', Comment: 'COMMENT' }, HEADER_FUNCTIONS)).toBe(
      'IMAGE SIZE COMMENT  IMAGE ',
    );
  });
});
