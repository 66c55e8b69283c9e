import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: TokenKeyOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/TokenKeyOptions.md","filePath":"api/node/relay/interfaces/TokenKeyOptions.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/TokenKeyOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / TokenKeyOptions</p><h1 id="interface-tokenkeyoptions" tabindex="-1">Interface: TokenKeyOptions <a class="header-anchor" href="#interface-tokenkeyoptions" aria-label="Permalink to &quot;Interface: TokenKeyOptions&quot;">​</a></h1><p>A key that tokens may be signed with. It fixes its algorithm: a token cannot choose another.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="algorithm" tabindex="-1">algorithm <a class="header-anchor" href="#algorithm" aria-label="Permalink to &quot;algorithm&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>algorithm</strong>: <code>&quot;HS256&quot;</code> | <code>&quot;HS384&quot;</code> | <code>&quot;HS512&quot;</code> | <code>&quot;RS256&quot;</code> | <code>&quot;RS384&quot;</code> | <code>&quot;RS512&quot;</code> | <code>&quot;PS256&quot;</code> | <code>&quot;PS384&quot;</code> | <code>&quot;PS512&quot;</code> | <code>&quot;ES256&quot;</code> | <code>&quot;ES384&quot;</code> | <code>&quot;ES512&quot;</code> | <code>&quot;EdDSA&quot;</code></p></blockquote><p>One of HS256, HS384, HS512, RS…, PS…, ES256, ES384, ES512, EdDSA.</p><hr><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code></p></blockquote><p>The <code>kid</code> that tokens name it by, 1 to 128 characters.</p><hr><h3 id="publickey" tabindex="-1">publicKey? <a class="header-anchor" href="#publickey" aria-label="Permalink to &quot;publicKey?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>publicKey?</strong>: <code>string</code></p></blockquote><p>For the other algorithms: the public key, PEM (SPKI) or JWK as JSON.</p><hr><h3 id="secret" tabindex="-1">secret? <a class="header-anchor" href="#secret" aria-label="Permalink to &quot;secret?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>secret?</strong>: <code>string</code></p></blockquote><p>For HS…: the shared secret, at least 32, 48 or 64 bytes of UTF-8 for 256, 384 or 512.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/TokenKeyOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TokenKeyOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TokenKeyOptions as default
};
