import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openDatagramListener()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/openDatagramListener.md","filePath":"api/node/functions/openDatagramListener.md"}');
const _sfc_main = { name: "api/node/functions/openDatagramListener.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / openDatagramListener</p><h1 id="function-opendatagramlistener" tabindex="-1">Function: openDatagramListener() <a class="header-anchor" href="#function-opendatagramlistener" aria-label="Permalink to &quot;Function: openDatagramListener()&quot;">​</a></h1><blockquote><p><strong>openDatagramListener</strong>(<code>url</code>, <code>options?</code>, <code>accepts?</code>): <code>Promise</code>&lt;<a href="./../../index/interfaces/LossyLink.html"><code>LossyLink</code></a>&gt;</p></blockquote><p>Receives what comes to an address or a group. One sender is listened to: the first whose message is accepted, and another one only when it has been silent for 3 s. Reports go back to the sender of an address, not to that of a group.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><p>udp://HOST:PORT, the host an address of this machine, 0.0.0.0 for all, or a group</p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/DatagramOptions.html"><code>DatagramOptions</code></a></p><h3 id="accepts" tabindex="-1">accepts? <a class="header-anchor" href="#accepts" aria-label="Permalink to &quot;accepts?&quot;">​</a></h3><p>(<code>message</code>) =&gt; <code>boolean</code></p><p>whether a message makes its sender the one that is listened to.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/interfaces/LossyLink.html"><code>LossyLink</code></a>&gt;</p><h2 id="default" tabindex="-1">Default <a class="header-anchor" href="#default" aria-label="Permalink to &quot;Default&quot;">​</a></h2><div class="language-ts vp-adaptive-theme"><button title="Copy Code" class="copy"></button><span class="lang">ts</span><pre class="shiki shiki-themes github-light github-dark vp-code" tabindex="0"><code><span class="line"><span style="--shiki-light:#24292E;--shiki-dark:#E1E4E8;">every message</span></span></code></pre></div><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>as <a href="./openDatagramSender.html">openDatagramSender</a>, CodecError PORT_IN_USE</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/openDatagramListener.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openDatagramListener = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openDatagramListener as default
};
