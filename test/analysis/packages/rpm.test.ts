import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unreadable } from '../../../src/analysis/packages/claim.ts';
import { parseRpmBerkeley, parseRpmNdb, parseRpmSqlite } from '../../../src/analysis/packages/rpm.ts';
import { lines, packagesOf } from './found.ts';

type Tag = readonly [tag: number, kind: 4 | 6 | 8, values: readonly (string | number)[]];

/** A header of rpm: numbers are kind 4, texts 6 and 8. */
function header(tags: readonly Tag[]): Buffer {
  const index: Buffer[] = [];
  let store = Buffer.alloc(0);
  for (const [tag, kind, values] of tags) {
    const numbers = [tag, kind, store.length, values.length];
    index.push(Buffer.from(Uint32Array.from(numbers).buffer).swap32());
    const parts = values.map((value) => (typeof value === 'string' ? Buffer.from(`${value}\0`) : bigEndian(value)));
    store = Buffer.concat([store, ...parts]);
  }
  return Buffer.concat([bigEndian(tags.length), bigEndian(store.length), ...index, store]);
}

function bigEndian(value: number): Buffer {
  return Buffer.from(Uint32Array.of(value).buffer).swap32();
}

/** A `Packages.db` with these headers. */
function ndb(...headers: readonly Buffer[]): Buffer {
  const start = Buffer.alloc(4096);
  start.write('RpmP', 0, 'latin1');
  start.writeUInt32LE(1, 12);
  for (let at = 32; at < 4096; at += 16) start.write('Slot', at, 'latin1');
  const blobs: Buffer[] = [];
  let block = 256;
  for (const [i, body] of headers.entries()) {
    start.writeUInt32LE(i + 1, 32 + i * 16 + 4);
    start.writeUInt32LE(block, 32 + i * 16 + 8);
    const blob = Buffer.alloc(16 + Math.ceil(body.length / 16) * 16);
    blob.write('BlbS', 0, 'latin1');
    blob.writeUInt32LE(body.length, 12);
    body.copy(blob, 16);
    blobs.push(blob);
    block += blob.length / 16;
  }
  return Buffer.concat([start, ...blobs]);
}

const BASH = header([
  [1000, 6, ['bash']],
  [1001, 6, ['5.1.8']],
  [1002, 6, ['6.el9']],
  [1022, 6, ['x86_64']],
  [1044, 6, ['bash-5.1.8-6.el9.src.rpm']],
  [1116, 4, [0, 1, 9]],
  [1117, 8, ['bash', 'bashrc', 'lost']],
  [1118, 8, ['/usr/bin/', '/etc/']],
]);

/**
 * Made by SQLite 3.40 with pages of 512 bytes: sixty packages p0…p59 1.2-3.el9 of src0…src29, p7 with epoch 2, p3 with
 * 200 files, file0 in /usr/bin, file1 in /etc and so on: leaves, inner pages and a chain of overflow pages.
 */
const SQLITE = gunzipSync(
  Buffer.from(
    [
      'H4sIAAAAAAACA+1ZS1McVRS+lxkyNIE8CI+QQNKJRkBgpk+/G7MQrCmLkgDipMpUBVOAE6V4hPCwcIl/IVs3brJx48aNGzcudKMLF7px',
      '48YkZqMLN1ZZ3u5zmgRyR3tKThbCLfr03Ib++jt9vu903+GtNycWN6vm7TvrK3ObpiMahJTiVdMUQuTU1iuejAa15Z+aS/HvIyeKC7I1',
      '+fCdkPfkJbXjHNO5Y12Dg/LG5tz8cnXj7rLK7dZG9e5WdXVh/zT/2kx5tFI2K6NjE2Vz3y/7V+dWqkNqNrDWUOjq7ZU7TgI5PbewNPde',
      'dSPd5/aA9KWH+8z+91e3VszxyUr59fKMOT0zfm105ob5RvmGOXq9MjU+qc67Vp6sDM0v35k3xyamxszJqYo5eX1iYmBJFro6OuROlFxx',
      'UhGJt4a9V4oPqassVT80+yrltyt9u+cPmXsu/eTw4rvbzxwdaE0rezQO5WhUW7v8OP7YK/+Uf8jf5GP5i/xZ/iR/lN/Lb+U38iv5pfxC',
      'fi4/k5/K+/IT/OOj8VxGz4gK5wMVzrkqdIMKZ4sqdA2q0NmvQseVuISXVThzUYW2HhVOd6twqlOFk2dUOHFKhdbY6i3NKhwvqNAct3Ij',
      'Fx+U8nehfo7GoRgtMtcr0wfVVXXg2J6n+dH+cO2FKDz7u9uLy1VLxBGSaCfRSaKbRC+JfhKDJIZJjPAsOhnPBjwd8HxAAEAEQAhADEAQ',
      'QBQbUWzigCg2otiIYiOKjSg2otiIYiOKgygOojiUCqI4iOIgioMoDqI4iOIgiosoLqK4iOLSHUEUF1FcRHERxUUUF1E8RPEQxUMUD1E8',
      'urGI4iGKhygeoniI4iOKjyg+oviI4iOKT/VBFB9RfETxESVIUFS1m6oBIgWIFCBSgEgBIgVUakQKEClApBD5hIgSIkqIKCGihIgSIkpI',
      'ikGUEFEiRIkQJUKUCFEiRIkQJUKUCFEiEl6qPJKeRdqzSHwWqc8i+VmkP4sEaJECLZKgRXi7Uia8VMypmlM5p3pOBZ0qOpU0aRpI1GCn',
      '3iA80jWQsIGUDSRtIG0DiRtI3UDyBtI3OKnZCI8kDqRxIJEDqTy2O5DUgbQOJHYgtQPJHdzUwYRJigeSPJDmgUQPpHog2QPpHkj4QMoH',
      'L20JhEfiB1I/kPyB9A9kACAHAFkAyANAJgA/7TGERz4AMgKQEyAgPPIBkBGAnABkBSAvQJA2LcIjOwD5AcgQQI4AsgSQJ4BMAeQKIFtA',
      'mHZBwiNnAFkDyBtA5gByB5A9gPwBZBAgh0CUttVIlLY21kvzi6slUapuLpQErs3nhfxAPFY7hrFTyOXFR2201lCvrbkHuy8dySMn95Dm',
      'OZo/onmB5n/RvBXn+Xaax3u5Zgso2sIpVpcjsR36t1TxN9YXYFgdHU6OFtW0uL62opg0sDIBLRNLy0SyMrEyM8HzSyL+yTDujeTz4v52',
      '/NRQq4fiQRNX85v0LdOQ2r5WH2fxWrkJmr9D174Qf2+x5mQuvjh639PsG5+H/wusWve1EnC0rjvGysTTMrG1TBpZmbiZmWD9rwk5J35Q',
      'u/9a6mbWtCJtWq72BhusTMLsTHqaFJN0nW0dfMfM/fpUx5RrQWY7JN/8Yv1vCbklHqndgZu/qVVl3051GPqH7PP7sm/al/2Jfdl34CNX',
      '//T3dYVoauGlon/8e1oqx3mpWJmpsNf/FG+m+p4baG/6SV4qbh1UTvBScTK7gr3+Z3gz1TfiSHvT23ip6DtvqKVympeKn5kK1n82rv9D',
      'MXvQ1Tc6VZ6dlOfwgedp61suaJdcRgcvF6sOLk3tvPWPMrsC639TyE3xQNw86PJ3895yfccF7Ru3cZaXS42VqPZ7CKOLl4udnQtv/Xt4',
      '89R3XNCu/YzzvFz8eric4+XiZfcFb/0vsubp1Gi52ldu4wLvPde3XNAuCY1eXi5hdi689b/MW/8aPVe7+jMu8XKx6+Fi8nKB7L7grf8V',
      '3jxr9FztK7fxIi+XGj1Xu/wzXuDl4mbnwlv/ft48a/Rc7erP6OPlEtbD5SVeLkF2X/DWf5A1T1ffc239O/fLvFz0PdfWL0UHeLlY2bnw',
      '1r/Im2eNf7jo13/DvFzcergM8XJxsvuCt/7Am6e+59r6d26Ll4u+59r69V+Jl4ufnQtv/V3WPL0aPVe//nN4uVj1cLF56x9l9wVv/QPe',
      'e16j5+rfuX1eLjV6rn795/FysbNz4a3/CG+eNXqufv0X8XLx6+ES8nLxsvsirn+DKn1S///x2DGu8t7zGj1Xv/57hZdLmJ3L30BTBLAA',
      'OgAA',
    ].join(''),
    'base64',
  ),
);

/** Made by Berkeley DB 5.3 with pages of 512 bytes: thirty packages in the manner of those above, p3 with 100 files. */
const BERKELEY = gunzipSync(
  Buffer.from(
    [
      'H4sIAAAAAAACA+2aPWwcRRTH9/nO9vnj/P0RO/5KEA1g3+3O7MysaGgQDQ0FiIIEiO2ApRBZNkgBCVHgFAgh0dAgGoREg2hoEALR0NAQ',
      'hERDg5AQCNIADSmQImbvvbH3mQ2ypXhuo8xK3t33v93fvZ3fes5eO4qiCCJcnp3uiwbynR771cDsbPTf5dozn0XRzSjqf/nna4/XMYMC',
      'J1+W7dd3bz1//nAeluothx2tRDeiqPkP/A1/wS/wE3wP38JX8CV8Ah/D+/AevA1vwmvwClyGLTgHT8Kj8Ag8CArug3thDqagATW4Ue1L',
      'rqk/P8hv7av5pS9RsOKCBQqWXDBPwYILTlEw74IZCvIX9vJgioIZF0xQMOWCMQomXDBCwZgLhinIX3g9DwYpGHZBg4JBF/RRkG97e21Q',
      'p6DujuhxlwxF/z2FwVmKAHL/f8B1+BF+gG/ga/gCPoWP4EN4F96BN2APrsAuPAcX4Al4DB6Gh0BCC+6BJZiAJgCR74jv/3xszjiLixQs',
      'u+A0BYsumKPgtAtmKZhzwTQFs87iJAXTLhinYNIFoxSMu6BJwagLhihoOosDFAy5oJ+CARf0UtDrghoFNRdAwX+NzQf25ZyXn3q/fe03',
      'u+07OLj2O9U1qq9T3U/1TaqbWNenqM63sN2O4rUkEmubl0x0xainlYx2d9bbqzZd7aRrtlzb2X4hzMz+5v+6P/9x8F89/73+/Cel/uPg',
      'v5v+nV5U+Ct0duxPF/VXb7d/Wz9FE469t6INu3sO3ws+p/o8vXd+B/Rsi+PeLxC2x972k6JG0f/JvePFrUub7Shfx5110lmLzlp21mln',
      'rTpr3VmbzjrDs+hkPDvG02M8P0ZAjIQYETEyYoTESEmQklAPSEmQkiAlQUqClAQpCVISpAikCKQIuhSkCKQIpAikCKQIpAikSKRIpEik',
      'SBoRpEikSKRIpEikSKSkSEmRkiIlRUpKA4uUFCnOSoPuAawz6z9Ffor8FPkK+Qr5CvkK+Qr5iswhXyFFIUUhRSNFI0UjRSNFI0UjRdMN',
      'gBSNFI0UgxSDFIMUgxSDFIMUgxRD9xFSDFIypGRIyZCSISVDSoaUDCkZUjK6HbOo9dLuTuvC1uVW1Np8cb11Z87/A/4+/2XpfJ7caj4P',
      's/OJzrV05KA//+mR/Z/w3BdmOPtpSv6H/PlXpf5Fif9227TzRaqNNi6JbgvRbos4sR+0disSa0OtC3ucNsIIlV4USkhbCZ0oYY/bwGPt',
      'dv/YZBNftVvL22cfLPHdUzv/w/7862P4v+t8HK1WSmVqXaX2W6G9vx8X9pPCvijsy8J+mu87/01//k2pf1nm/+B6hCpendCsMqzKitfO',
      'RkiwMRJ8lNg4CTZSAsdqv1Ks0qwyrCr2IlkvkvUiWS+SO2O9SNaLZL1I1otkvUjWy/6d4/yP+POfHdl/KjQbM83GTLMx02zMNBszzcZM',
      'szHTbMw0GzPNxsywXgzrxbBeDOvFsF4M68WwXgzrxbBeDOslY71krJeM9ZKxXjLWS2Z/LyX/o8z/3oH/B/7Hf/2Q/8Yh/yOH/E/j89/y',
      'PwCk4QFgF3//G/PoPw7+K+d/3KP/8j8AqOC/i/4nPPoXwX/l/E969F/+AFAH/130P+XRfxr8V87/tEf/5Q8ATfDfRf8zHv3r4L9y/mc9',
      '+i9/AJgF/130f8qj/yz4r5z/OVZfPfC/etv9J+XP/+LwH6Bd9D/v0X8c/FfO/2mP/m/xD8DhP4C76H/Bo38R/FfO/6JH/+XP/+Ik+O+e',
      '/yWP/tPgv3L+lz36L3/+F4vgv3v+Vzz618F/5fyf8ei//PlfLIP/7vk/69F/FvxXZvkXZMKoaQBGAAA=',
    ].join(''),
    'base64',
  ),
);

describe('packages of rpm', () => {
  it('are read from SQLite as SQLite wrote it', async () => {
    const { packages } = await packagesOf([
      { name: 'var/lib/rpm/rpmdb.sqlite', body: SQLITE },
      { name: 'usr/bin/file0', body: 'abc' },
      { name: 'etc/file199', body: 'de' },
      { name: 'etc/file198', body: 'not there' },
    ]);
    expect(lines(packages)[0]).toBe('rpm p3 1.2-3.el9: 2 files, 5 bytes, layer 0');
    const names = packages.map(({ claim }) => `${claim.name} ${claim.version} ${claim.arch} ${claim.source}`);
    const expected = Array.from({ length: 60 }, (_, i) => `p${i} ${i === 7 ? '2:' : ''}1.2-3.el9 x86_64 src${i >> 1}`);
    expect(names.toSorted()).toEqual(expected.toSorted());
  });

  it('are read from Berkeley DB as Berkeley DB wrote it', async () => {
    const { packages, diagnostics } = await packagesOf([
      { name: 'var/lib/rpm/Packages', body: BERKELEY },
      { name: 'usr/bin/file98', body: 'abc' },
      { name: 'etc/file99', body: 'de' },
    ]);
    expect(lines(packages)[0]).toBe('rpm p3 1.2-3.el8: 2 files, 5 bytes, layer 0');
    const expected = Array.from({ length: 30 }, (_, i) => `p${i} src${i >> 1}`);
    expect(packages.map(({ claim }) => `${claim.name} ${claim.source}`).toSorted()).toEqual(expected.toSorted());
    expect(diagnostics).toEqual([]);
  });

  it('are read from ndb', async () => {
    const { packages } = await packagesOf([
      { name: 'usr/lib/sysimage/rpm/Packages.db', body: ndb(BASH, header([[1000, 6, ['nameless version']]])) },
      { name: 'usr/bin/bash', body: 'x'.repeat(40) },
      { name: 'etc/bashrc', body: 'y' },
    ]);
    expect(lines(packages)).toEqual(['rpm bash 5.1.8-6.el9: 2 files, 41 bytes, layer 0']);
  });

  it.each([
    ['SQLite', SQLITE, parseRpmSqlite],
    ['ndb', ndb(BASH, BASH), parseRpmNdb],
    ['Berkeley DB', BERKELEY, parseRpmBerkeley],
  ])('in a damaged file of %s are refused in words, and never crash', (_form, good, parse) => {
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    const start = fc.array(fc.tuple(fc.nat(160), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(changes, start, fc.nat(good.length), (anywhere, early, cut) => {
        const bad = Buffer.from(good);
        for (const [at, byte] of [...anywhere, ...early]) bad[at] = byte;
        for (const file of [bad, bad.subarray(0, cut)])
          expect([null, 'Unreadable']).toContain(failureOf(() => parse(file)));
      }),
      { numRuns: 300 },
    );
  });
});

/** The name of what is thrown for bad input; our own bugs come through. */
function failureOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return error.name;
  }
}
