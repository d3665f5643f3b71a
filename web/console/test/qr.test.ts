// The symbols of addresses on the screen (P22, P43). The rows below were read by a decoder of somebody else's.
import { describe, expect, it } from 'vitest';
import { qrModules, qrPath } from '@/qr';

const rowsOf = (text: string) => qrModules(text).map(row => BigInt(`0b${row.map(Number).join('')}`).toString(36));

describe('a QR symbol', () => {
    it('has the modules that decoders read', () => {
        expect(rowsOf('https://a.cn/m/').join(' ')).toBe(
            'jucn3 a5qgx ekcil ekbq5 ekx99 a7uip jvfy7 2hhc eue0s g23gi 9nauj hao01 bpv4n gv60a a7917 ba5yp da4fo 2mmw ' +
                'jup1z a7ggq ekrue ekau5 el9fx a6hfd jvv3z',
        );
        expect(rowsOf(`https://trace.example.cn/n/CK20261122-000001?d=${'0123456789abcdef'.repeat(4)}`).join(' ')).toBe(
            'cdod91k73 6cdhyieyp 93vk4g9y5 939hf8h25 933vbfpst 6cw48aekh cenaj8hhb 17w6zmkg 9a1qp6mws 892omo7br a9107zjky ' +
                '25ha9bdp0 5txb7378p c63657cp9 60uercx5u 6a9gb287o 597x9potm 4cf6lb519 1h1m37izy 988c5kcny 1jiuqp9te ' +
                '2r5b7dwyn c7oma9rh0 1z1zfpjbw 3w21dains 8kxoo63ql 5ml1l7kea aeiob276v 58j0wa53v bix48hqh1 agwp86zae ' +
                '16rfqe0dj 2bnttzok8 59wgqxvn1 jgmqxh5u 5w8p7f59g 7jnsg3mre 1o17bxun ce7iu7dqs 6d0z1q2al 93p042wag ' +
                '93cw1pn6d 93gl1y3vy 6cbl5ugw4 cenh233e2',
        );
    });
    it('is as large as its text needs', () => {
        const sizes = [1, 14, 15, 26, 27, 84, 85, 122, 123, 152, 153, 180, 181, 213].map(n => qrModules('a'.repeat(n)).length);
        expect(sizes).toEqual([21, 21, 25, 25, 29, 37, 41, 45, 49, 49, 53, 53, 57, 57]);
        expect(() => qrModules('a'.repeat(214))).toThrow(RangeError);
        expect(qrPath('a')).toMatchObject({ size: 29 });
    });
});
