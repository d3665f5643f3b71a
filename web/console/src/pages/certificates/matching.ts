// Batch upload: which certificate and which products a file belongs to, told by the number in its name.
import type { Product } from '../products/types';
import { valueOf } from '../products/show';
import type { Certificate } from './calls';
import hints from './name_hints.json';

/** Letters, digits, '-' and '/' that hold at least four digits: what a certificate number looks like. */
const numberLike = /[0-9A-Za-z][0-9A-Za-z\-_/.]{4,}/g;

const plain = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Pieces of a file name that may be a number, the likeliest (the longest) first. */
export function numbersIn(fileName: string): string[] {
    const name = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '');
    return (name.match(numberLike) ?? [])
        .map(one => one.replace(/[-_/.]+$/, ''))
        .filter(one => (one.match(/\d/g) ?? []).length >= 4)
        .sort((a, b) => b.length - a.length);
}

export interface Match {
    /** As the existing certificate or the product writes it, else as the file name does; '' if there is none. */
    number: string;
    certificate?: Certificate;
    products: string[];
}

/** Hyphens and case do not count. A number of a product or certificate may stand anywhere in the name. */
export function matchFile(fileName: string, certificates: Certificate[], products: Product[]): Match {
    const whole = plain(fileName.replace(/\.[A-Za-z0-9]{1,5}$/, ''));
    const isIn = (number: string) => plain(number).length >= 5 && whole.includes(plain(number));
    const known = certificates
        .filter(one => one.number && isIn(one.number))
        .sort((a, b) => b.number.length - a.number.length)[0];
    // The field of the report holds a sentence with its number in it.
    const numbers = (product: Product): string[] => [
        ...['cccCertificate', 'productionLicence'].map(key => valueOf(product, key)).filter(Boolean),
        ...numbersIn(valueOf(product, 'inspectionReport')),
    ];
    const owners = products.filter(product => numbers(product).some(isIn));
    const named = owners.flatMap(numbers).find(isIn);
    return {
        number: known?.number ?? named ?? numbersIn(fileName)[0] ?? '',
        certificate: known,
        products: [...new Set([...(known?.products ?? []), ...owners.map(product => product.id)])],
    };
}

/** The name of a file often says what it is; the first hint that it holds counts. */
export function typeOfName(fileName: string): string {
    const name = fileName.toLowerCase();
    const found = (hints as [string, string[]][]).find(([, words]) => words.some(word => name.includes(word)));
    return found?.[0] ?? 'ccc';
}
